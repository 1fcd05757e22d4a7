type SelectProps = { name: string; label: string; options: readonly (readonly [value: string, label: string])[] };

export function SelectField({ name, label, options }: SelectProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select name={name}>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

type TextProps = { name: string; label: string; placeholder: string; value: string; pattern: string };

export function TextField({ name, label, placeholder, value, pattern }: TextProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        name={name}
        type="text"
        placeholder={placeholder}
        defaultValue={value}
        pattern={pattern}
        autocomplete="off"
        spellcheck={false}
      />
    </label>
  );
}

type NumberProps = {
  name: string;
  label: string;
  min: number;
  max: number;
  value?: number;
  step?: number;
  placeholder?: string;
};

export function NumberField({ name, label, min, max, value, step, placeholder }: NumberProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        name={name}
        type="number"
        min={min}
        max={max}
        step={step ?? 'any'}
        defaultValue={value === undefined ? '' : String(value)}
        placeholder={placeholder ?? ''}
        required={value !== undefined}
        inputMode="decimal"
      />
    </label>
  );
}
