import { describe, expect, test } from 'vitest';
import { compositeStatus } from '../../../src/pipeline/processing/current.js';
import { statusName } from '../../../src/pipeline/processing/job-status.js';
import { TOKEN } from '../../../src/pipeline/processing/token.js';

type TokenName = keyof typeof TOKEN;

const composite = (names: string, dag = false): string => {
  const tokens = names.split(' ').filter(Boolean);
  return statusName(
    compositeStatus(
      tokens.reduce((set, name) => set | TOKEN[name as TokenName], 0),
      dag,
    ),
  );
};

describe('the composite status of a set of jobs', () => {
  test.each([
    ['', 'success'],
    ['skipped', 'skipped'],
    ['ignored', 'skipped'],
    ['skipped ignored', 'skipped'],
    ['warn', 'success'],
    ['success skipped warn ignored', 'success'],
    ['created', 'created'],
    ['created warn', 'created'],
    ['created ignored', 'created'],
    ['created warn ignored', 'created'],
    ['preparing', 'preparing'],
    ['preparing warn ignored', 'preparing'],
    ['canceled', 'canceled'],
    ['canceled success skipped warn ignored', 'canceled'],
    ['canceled failed', 'failed'],
    ['pending created skipped warn ignored', 'pending'],
    ['created skipped', 'pending'],
    ['success pending', 'running'],
    ['success created', 'running'],
    ['running failed manual', 'running'],
    ['waitingForResource created', 'waiting_for_resource'],
    ['waitingForResource waitingForCallback manual', 'waiting_for_resource'],
    ['waitingForCallback success', 'waiting_for_callback'],
    ['waitingForCallback manual scheduled', 'waiting_for_callback'],
    ['failed manual', 'manual'],
    ['manual scheduled created', 'manual'],
    ['scheduled', 'scheduled'],
    ['scheduled created preparing', 'scheduled'],
    ['preparing success', 'preparing'],
    ['preparing created failed', 'preparing'],
    ['created failed', 'running'],
    ['created canceled canceling', 'running'],
    ['canceling', 'canceling'],
    ['canceling failed success', 'canceling'],
    ['failed success skipped', 'failed'],
  ])('{%s} is %s', (tokens, expected) => {
    expect(composite(tokens)).toBe(expected);
  });

  test.each([
    ['', 'success'],
    ['success warn', 'success'],
    ['success skipped', 'skipped'],
    ['ignored success', 'skipped'],
    ['failed skipped', 'skipped'],
    ['running skipped', 'skipped'],
    ['created ignored', 'skipped'],
    ['failed running', 'running'],
    ['failed manual', 'manual'],
    ['failed canceled', 'failed'],
    ['success canceled', 'canceled'],
  ])('for a job that needs them, {%s} is %s', (tokens, expected) => {
    expect(composite(tokens, true)).toBe(expected);
  });
});
