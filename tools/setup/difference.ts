import { type Fields, isObject } from './setup-file';

/** The fields of `desired` that `current` does not have as they are; undefined when there is nothing to change. */
export function difference(current: Fields, desired: Fields): Fields | undefined {
  const changed = Object.entries(desired).filter(([name, value]) => !covers(current[name], value));
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

/** Whether everything that `desired` says is so already; what it leaves out does not matter. */
export function covers(current: unknown, desired: unknown): boolean {
  if (Array.isArray(desired)) {
    return (
      Array.isArray(current) &&
      current.length === desired.length &&
      desired.every((value, index) => covers(current[index], value))
    );
  }
  if (isObject(desired)) {
    return isObject(current) && Object.entries(desired).every(([name, value]) => covers(current[name], value));
  }
  return current === desired;
}
