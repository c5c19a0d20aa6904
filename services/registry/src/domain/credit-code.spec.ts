import { isCreditCode } from './credit-code';

describe('a unified social credit code', () => {
  // Published codes of Alibaba (China), Tencent and Huawei.
  it.each(['91330100799655058B', '9144030071526726XG', '914403001922038216'])('%s is one', (code) => {
    expect(isCreditCode(code)).toBe(true);
  });

  it.each([
    ['a wrong check digit', '914403001922038217'],
    ['two digits exchanged', '914403001922038126'],
    ['a letter the standard leaves out', '9144030019220382I6'],
    ['a character missing', '91440300192203821'],
    ['lower case', '91330100799655058b'],
    ['nothing', ''],
  ])('%s is refused', (_, code) => {
    expect(isCreditCode(code)).toBe(false);
  });
});
