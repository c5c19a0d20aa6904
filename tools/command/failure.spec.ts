import { Refused, Unreachable } from '../client';
import { explain } from './failure';

const PROBLEM = {
  type: 'urn:problem:request.invalid',
  title: 'The request does not meet the requirements',
  title_zh: '请求内容不符合要求',
  status: 422,
  detail: 'Two fields are wrong.',
  remedy: 'Correct what errors lists and send it again.',
  remedy_zh: '请按 errors 中的说明修改后重新发送。',
  errors: [
    { pointer: '/name', detail: 'must not be blank' },
    { pointer: '', detail: 'is too large' },
  ],
};

describe('what a command says when it fails', () => {
  it('is one sentence with the fields and what to do about them, in the language of the reader', () => {
    const refused = new Refused(PROBLEM, 'POST /v1/sites');
    expect(refused.in('en')).toBe(
      'The request does not meet the requirements: Two fields are wrong. [/name must not be blank; / is too large] ' +
        'Correct what errors lists and send it again.',
    );
    expect(refused.in('zh')).toContain('请求内容不符合要求：Two fields are wrong.');
    expect(explain(refused).exitCode).toBe(1);
  });

  it('tells what was refused from what cannot be reached and from what was typed wrongly', () => {
    expect(explain(new Unreachable('http://localhost:1', new Error('refused')))).toMatchObject({ exitCode: 69 });
    expect(explain(new Refused({ ...PROBLEM, status: 401 }, 'GET /')).exitCode).toBe(77);
    const missing = Object.assign(new Error('ENOENT'), { code: 'ENOENT', path: 'x.csv' });
    expect(explain(missing)).toEqual({ message: 'There is no file x.csv.', exitCode: 64 });
  });

  it('keeps the whole of an error that nobody expected', () => {
    const bug = new TypeError('x is not a function');
    expect(explain(bug).message).toBe(bug.stack);
  });
});
