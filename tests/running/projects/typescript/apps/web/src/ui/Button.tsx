export const Button = {
  Primary: ({ label }: { label: string }) => <button>{label}</button>,
};
