const words =
  /(?<comment>\/\*\*[\s\S]*?\*\/|\/\/.*)|(?<string>'[^'\n]*')|\b(?<keyword>import|from|export|function|const|let|new|return|for|await|async)\b/g;

/** Shows a program, with its comments, texts and keywords set off. */
export function showCode(element, text) {
  let last = 0;
  for (const match of text.matchAll(words)) {
    const [kind] = Object.entries(match.groups).find(([, found]) => found !== undefined);
    const span = document.createElement('span');
    span.className = kind;
    span.textContent = match[0];
    element.append(text.slice(last, match.index), span);
    last = match.index + match[0].length;
  }
  element.append(text.slice(last).trimEnd());
}

/** Copies a program; where the browser forbids it, the program is selected. */
export function createCopy(button, element) {
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(`${element.textContent}\n`);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(element);
      button.textContent = 'Selected';
    }
    setTimeout(() => (button.textContent = 'Copy'), 2000);
  });
}
