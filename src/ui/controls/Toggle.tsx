import styles from './Toggle.module.css';

interface Props {
  readonly label: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly detail?: string;
  readonly onChange: (checked: boolean) => void;
}

export function Toggle({ label, checked, disabled, detail, onChange }: Props) {
  return (
    <label className={styles['row']} data-disabled={disabled}>
      <input
        type="checkbox"
        className={styles['box']}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>{label}</span>
      {detail !== undefined && <span className={styles['detail']}>{detail}</span>}
    </label>
  );
}
