import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import styles from './Button.module.css';

interface Props extends ComponentProps<'button'> {
  readonly icon?: LucideIcon;
  /** Shows the icon alone; `label` stays the accessible name and the tooltip. */
  readonly iconOnly?: boolean;
  readonly label: string;
  readonly tone?: 'plain' | 'primary';
  readonly pressed?: boolean;
}

export function Button({ icon: Icon, iconOnly, label, tone = 'plain', pressed, className, ...rest }: Props) {
  const classes = [styles['button'], styles[tone], iconOnly && styles['iconOnly'], className].filter(Boolean).join(' ');
  return (
    <button
      type="button"
      title={iconOnly ? label : undefined}
      {...rest}
      aria-label={iconOnly ? label : undefined}
      aria-pressed={pressed}
      className={classes}
    >
      {Icon && <Icon size={15} strokeWidth={1.9} aria-hidden />}
      {!iconOnly && <span>{label}</span>}
    </button>
  );
}
