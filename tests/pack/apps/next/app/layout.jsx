export default function Layout({ children }) {
  return (
    <html lang="en">
      <head>
        <link rel="icon" href="data:," />
        <script src="/connect-streams-min.js" />
      </head>
      <body>{children}</body>
    </html>
  );
}
