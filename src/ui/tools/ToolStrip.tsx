import { useShallow } from 'zustand/react/shallow';
import { useCommands } from '../commands/command-context.ts';
import { Button } from '../controls/Button.tsx';
import { useApp } from '../store-context.ts';
import styles from './ToolStrip.module.css';
import { TOOLS } from './tools.ts';

/** What a click in the picture means, at the picture's edge. Not there while there is nothing to choose. */
export function ToolStrip() {
  const { run, keyHint } = useCommands();
  const tool = useApp((state) => state.tool);
  const shown = useApp(useShallow((state) => TOOLS.filter(({ when }) => when?.(state) ?? true)));
  const hasScene = useApp((state) => state.revision > 0);
  if (!hasScene || shown.length < 2) return null;
  return (
    <div className={styles['strip']} role="toolbar" aria-label="Tools" aria-orientation="vertical">
      {shown.map(({ id, title, icon }) => (
        <Button
          key={id}
          icon={icon}
          iconOnly
          label={`${title}${keyHint(`tool.${id}`)}`}
          pressed={tool === id}
          data-tool={id}
          onClick={() => run(`tool.${id}`)}
        />
      ))}
    </div>
  );
}
