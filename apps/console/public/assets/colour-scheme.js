// Runs before the first paint, so that a dark page never flashes white. A file of its own: the content security policy allows no inline script.
(function () {
  var chosen = 'auto';
  try {
    chosen = localStorage.getItem('castellan-colour-scheme') || 'auto';
  } catch (error) {
    // A browser that forbids storage gets the system's scheme.
  }
  var dark = chosen === 'dark' || (chosen === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
