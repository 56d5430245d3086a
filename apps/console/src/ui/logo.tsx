/** The mark: a keep whose wall is a shield, with the keyhole that only the castellan's key fits. */
export function Logo({
  size = 26,
  tone = 'currentColor',
  hole = 'var(--c-rail)',
}: {
  size?: number;
  tone?: string;
  hole?: string;
}) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path
        d="M5 3h5.200v4.400h3.200V3h5.200v4.400h3.200V3H27v12.400c0 6.6-4.3 11.2-11 14.100C9.3 26.6 5 22 5 15.400Z"
        fill={tone}
      />
      <path d="M16 11.600a3.1 3.1 0 0 0-1.7 5.700l-.8 4.300h5l-.8-4.300a3.1 3.1 0 0 0-1.7-5.700Z" fill={hole} />
    </svg>
  );
}
