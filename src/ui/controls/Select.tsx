import styles from './Select.module.css';

interface Props<T extends string> {
  readonly label: string;
  /** Keeps the label for screen readers only. */
  readonly hideLabel?: boolean;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly text: string }[];
  readonly onChange: (value: T) => void;
  readonly disabled?: boolean;
}

export function Select<T extends string>({ label, hideLabel, value, options, onChange, disabled }: Props<T>) {
  return (
    <label className={styles['field']}>
      <span className={hideLabel ? styles['hidden'] : styles['label']}>{label}</span>
      <select
        className={styles['select']}
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </label>
  );
}
