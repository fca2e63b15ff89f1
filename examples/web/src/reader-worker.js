import { readFile } from './series.js';

onmessage = async ({ data: file, ports: [port] }) => {
  try {
    port.postMessage(await readFile(file));
  } catch (error) {
    port.postMessage(error);
  }
};
