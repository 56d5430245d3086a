import { FileInput, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import type { FieldsProps, MetadataBy } from './order-fields.js';

const WAYS: Readonly<Record<MetadataBy, string>> = { url: 'Address', file: 'File', text: 'Paste' };
const LARGEST_FILE = 512 * 1024;

/** Metadata of a SAML identity provider: by its address, from which it is refreshed, as a file, or pasted. */
export function MetadataFields({ way, fields, faults, onChange }: FieldsProps) {
  const offered = way.metadata ?? ['url', 'file', 'text'];
  return (
    <>
      <SegmentedControl
        aria-label="How the metadata is given"
        data={offered.map((value) => ({ value, label: WAYS[value] }))}
        value={fields.metadataBy}
        onChange={(value) => onChange({ metadataBy: value, metadata: '', fileName: '' })}
      />
      {fields.metadataBy === 'url' && (
        <TextInput
          label="Metadata address"
          description="Read now, and again every few hours: new certificates are taken over by themselves."
          placeholder={way.metadataHint ?? 'https://idp.example.com/metadata'}
          type="url"
          required
          value={fields.metadataUrl}
          onChange={(event) => onChange({ metadataUrl: event.currentTarget.value })}
          error={faults.metadataUrl}
        />
      )}
      {fields.metadataBy === 'file' && (
        <FileInput
          label="Metadata file"
          description={fields.fileName === '' ? 'The XML file that you downloaded.' : `“${fields.fileName}” was read.`}
          placeholder="Choose a file"
          accept=".xml,text/xml,application/xml,application/samlmetadata+xml"
          leftSection={<IconUpload size={16} aria-hidden />}
          required
          onChange={(file) => void read(file, onChange)}
          error={faults.metadata}
        />
      )}
      {fields.metadataBy === 'text' && (
        <Textarea
          label="Metadata"
          description="The XML, from <EntityDescriptor to its end."
          required
          autosize
          minRows={6}
          maxRows={14}
          spellCheck={false}
          maxLength={LARGEST_FILE}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          value={fields.metadata}
          onChange={(event) => onChange({ metadata: event.currentTarget.value })}
          error={faults.metadata}
        />
      )}
    </>
  );
}

async function read(file: File | null, onChange: FieldsProps['onChange']): Promise<void> {
  if (file === null || file.size > LARGEST_FILE) onChange({ metadata: '', fileName: '' });
  else onChange({ metadata: await file.text(), fileName: file.name });
}
