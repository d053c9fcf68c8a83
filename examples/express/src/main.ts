import { app } from './app.ts';

app.listen(3000, () => console.log('Open http://localhost:3000'));
