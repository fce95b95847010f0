// graphql-js checks itself at every value unless it is told that this is production, and reads that when it is loaded.
process.env.NODE_ENV ??= 'production';

const { serve } = await import('./serve.js');
await serve(process.env);
