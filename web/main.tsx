import './frame/older-browsers.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './generated/antd.css';
import './frame/frame.css';
import './parts/parts.css';
import './frame/print.css';
import { Console } from './frame/console.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <Console />
  </StrictMode>,
);
