import { Select } from '../controls/Select.tsx';
import { useApp } from '../store-context.ts';

/** Which model: chosen by hand, or by the cloud with the reason said. */
export function ModelSelect() {
  const model = useApp((state) => state.model);
  const setModel = useApp((state) => state.setModel);
  const auto = model.choice === 'auto' && model.used ? `Auto (${model.used}: ${model.reason})` : 'Auto';
  return (
    <Select
      label="Model"
      value={model.choice}
      options={[
        { value: 'auto', text: auto },
        { value: 'indoor', text: 'Indoor' },
        { value: 'outdoor', text: 'Outdoor' },
      ]}
      onChange={(choice) => void setModel(choice)}
    />
  );
}
