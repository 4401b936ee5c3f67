import type { ComponentChildren } from 'preact';
import { CopyButton } from '../copy-button.tsx';

interface Props {
  /** The request that the form would send, for a shell. */
  readonly curl: () => string;
  readonly onClose: () => void;
  readonly closeName?: string;
  readonly busy?: boolean;
  /** What the form does. */
  readonly children: ComponentChildren;
}

/** The end of a form in a dialog. */
export const FormActions = ({ curl, onClose, closeName = 'Close', busy = false, children }: Props) => (
  <p class="dialog-actions">
    <CopyButton text={curl}>Copy as curl</CopyButton>
    <button type="button" onClick={onClose}>
      {closeName}
    </button>
    <button type="submit" class="primary" disabled={busy}>
      {children}
    </button>
  </p>
);
