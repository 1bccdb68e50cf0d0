import { Trash2 } from 'lucide-react';
import { Button } from '../controls/Button.tsx';
import { Select } from '../controls/Select.tsx';
import { useApp } from '../store-context.ts';
import styles from './ModelSelect.module.css';
import { modelOptions } from './model-options.ts';

/** Which model: by the scene with the reason said, by hand, or one of the person's own, which can be removed again. */
export function ModelSelect({ hideLabel = false }: { readonly hideLabel?: boolean }) {
  const model = useApp((state) => state.model);
  const setModel = useApp((state) => state.setModel);
  const removeModel = useApp((state) => state.removeModel);
  const own = model.available.find(({ name, kept }) => name === model.choice && kept !== undefined);
  return (
    <div className={styles['field']}>
      <Select
        label="Model"
        hideLabel={hideLabel}
        value={model.choice}
        options={modelOptions(model)}
        onChange={(choice) => void setModel(choice)}
      />
      {own && (
        <Button
          icon={Trash2}
          iconOnly
          label={`Remove “${own.title}” from ${own.kept === 'browser' ? 'this browser' : 'this page'}`}
          onClick={() => void removeModel(own.name)}
        />
      )}
    </div>
  );
}
