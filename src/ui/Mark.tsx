/** The anchor of Holdfast on its blue square; decoration beside the name. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <rect width="24" height="24" rx="6" fill="#2f62e0" />
      <g fill="none" stroke="#fff" strokeWidth="2" strokeLinecap="round">
        <path d="M12 4.5v14" />
        <path d="M8.5 6.8v3.2M15.5 6.8v3.2" strokeWidth="1.8" />
        <path d="M12 15.2c-1 2-3.2 2.9-5.2 3.2M12 15.2c1 2 3.2 2.9 5.2 3.2" />
      </g>
    </svg>
  );
}
