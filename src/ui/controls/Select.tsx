import styles from './Select.module.css';

export interface SelectOption<T extends string> {
  readonly value: T;
  readonly text: string;
  /** More about it, shown when the pointer rests on the closed menu. */
  readonly title?: string;
  /** Heading over this option and the following ones of the same group. */
  readonly group?: string;
}

interface Props<T extends string> {
  readonly label: string;
  /** Keeps the label for screen readers only. */
  readonly hideLabel?: boolean;
  readonly value: T;
  readonly options: readonly SelectOption<T>[];
  readonly onChange: (value: T) => void;
  readonly disabled?: boolean;
}

export function Select<T extends string>({ label, hideLabel, value, options, onChange, disabled }: Props<T>) {
  const chosen = options.find((option) => option.value === value);
  return (
    <label className={styles['field']}>
      <span className={hideLabel ? styles['hidden'] : styles['label']}>{label}</span>
      <select
        className={styles['select']}
        value={value}
        title={chosen?.title ?? chosen?.text}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {grouped(options).map(([group, members]) =>
          group === undefined ? (
            members.map(toOption)
          ) : (
            <optgroup key={group} label={group}>
              {members.map(toOption)}
            </optgroup>
          ),
        )}
      </select>
    </label>
  );
}

function toOption<T extends string>({ value, text }: SelectOption<T>) {
  return (
    <option key={value} value={value}>
      {text}
    </option>
  );
}

function grouped<T extends string>(options: readonly SelectOption<T>[]): [string | undefined, SelectOption<T>[]][] {
  const groups: [string | undefined, SelectOption<T>[]][] = [];
  for (const option of options) {
    const last = groups.at(-1);
    if (last && last[0] === option.group) last[1].push(option);
    else groups.push([option.group, [option]]);
  }
  return groups;
}
