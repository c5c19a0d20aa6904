import { maskName } from './person-name';

describe('the name of a key person on display', () => {
  it.each([
    ['张三', '张*'],
    ['欧阳娜娜', '欧***'],
    ['Mary Smith', 'M*** S****'],
    ['  王  五 ', '王* 五*'],
    ['𠮷野家', '𠮷**'],
    ['李', '李*'],
  ])('%s is shown as %s', (name, shown) => {
    expect(maskName(name)).toBe(shown);
  });
});
