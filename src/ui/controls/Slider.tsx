import styles from './Slider.module.css';

interface Props {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly text: string;
  readonly onChange: (value: number) => void;
}

export function Slider({ label, value, min, max, step, text, onChange }: Props) {
  return (
    <label className={styles['row']}>
      <span className={styles['label']}>{label}</span>
      <input
        type="range"
        className={styles['range']}
        value={value}
        min={min}
        max={max}
        step={step}
        aria-valuetext={text}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <output className={styles['value']}>{text}</output>
    </label>
  );
}
