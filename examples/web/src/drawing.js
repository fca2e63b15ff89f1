// A drawing as MNIST has them: 28 × 28, the digit fitted into 20 × 20, its centre of mass in the middle.

const size = 280;
const brush = 22;
const keyStep = 10;

function canvas(side) {
  const element = document.createElement('canvas');
  element.width = element.height = side;
  return element;
}

const context = (element) => element.getContext('2d', { willReadFrequently: true });

/** How dark each pixel is, from 0 to 1: drawings are black on nothing. */
function darkness(element) {
  const { data } = context(element).getImageData(0, 0, element.width, element.height);
  return Float32Array.from({ length: data.length / 4 }, (_, i) => data[4 * i + 3] / 255);
}

/** Where there is anything, as `{ left, top, width, height }`; undefined where nothing is drawn. */
function bounds(element) {
  const side = element.width;
  let [left, top, right, bottom] = [side, side, -1, -1];
  for (const [i, dark] of darkness(element).entries()) {
    if (dark < 0.1) continue;
    left = Math.min(left, i % side);
    right = Math.max(right, i % side);
    top = Math.min(top, Math.floor(i / side));
    bottom = Math.max(bottom, Math.floor(i / side));
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** The 784 pixels for the network, or undefined where nothing is drawn. */
export function toDigit(element) {
  const box = bounds(element);
  if (!box) return undefined;
  const scale = 20 / Math.max(box.width, box.height);
  const [width, height] = [box.width * scale, box.height * scale];
  const paint = (x, y) => {
    const small = canvas(28);
    const pen = context(small);
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(element, box.left, box.top, box.width, box.height, x, y, width, height);
    return darkness(small);
  };
  const [x, y] = [(28 - width) / 2, (28 - height) / 2];
  let [mass, atX, atY] = [0, 0, 0];
  for (const [i, dark] of paint(x, y).entries()) {
    mass += dark;
    atX += dark * ((i % 28) + 0.5);
    atY += dark * (Math.floor(i / 28) + 0.5);
  }
  return paint(x + 14 - atX / mass, y + 14 - atY / mass);
}

/** Shows 784 pixels on a canvas, as large as it is. */
export function paintDigit(element, pixels) {
  const small = canvas(28);
  const image = new ImageData(28, 28);
  for (const [i, dark] of pixels.entries()) image.data[4 * i + 3] = Math.round(dark * 255);
  context(small).putImageData(image, 0, 0);
  const pen = context(element);
  pen.clearRect(0, 0, element.width, element.height);
  pen.imageSmoothingEnabled = element.width > 28;
  pen.drawImage(small, 0, 0, element.width, element.height);
}

/**
 * A canvas to draw on, by pointer or keyboard.
 * @param onDraw Told of each change; `isWhole` at the end of a stroke.
 * @param say Says to a screen reader what the keys have done.
 */
export function createDrawing(element, cursor, { onDraw, say }) {
  element.width = element.height = size;
  const pen = context(element);
  let [x, y] = [size / 2, size / 2];
  let isDown = false; // of the keyboard's pen
  let isDrawn = true; // by the visitor, who does not draw into the digit of somebody else

  function stroke(fromX, fromY, toX, toY) {
    if (!isDrawn) pen.clearRect(0, 0, size, size);
    isDrawn = true;
    pen.lineWidth = brush;
    pen.lineCap = pen.lineJoin = 'round';
    pen.beginPath();
    pen.moveTo(fromX, fromY);
    pen.lineTo(toX, toY + 0.01); // a dot, where the pen has not moved
    pen.stroke();
  }

  function place(event) {
    const box = element.getBoundingClientRect();
    return [((event.clientX - box.left) * size) / box.width, ((event.clientY - box.top) * size) / box.height];
  }

  function moveCursor() {
    cursor.style.left = `${(x / size) * 100}%`;
    cursor.style.top = `${(y / size) * 100}%`;
    cursor.classList.toggle('down', isDown);
  }

  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    element.setPointerCapture(event.pointerId);
    [x, y] = place(event);
    stroke(x, y, x, y);
    onDraw(false);
  });
  element.addEventListener('pointermove', (event) => {
    if (!element.hasPointerCapture(event.pointerId)) return;
    for (const point of event.getCoalescedEvents?.() ?? [event]) {
      const to = place(point);
      stroke(x, y, ...to);
      [x, y] = to;
    }
    onDraw(false);
  });
  element.addEventListener('lostpointercapture', () => {
    moveCursor();
    onDraw(true);
  });

  function togglePen() {
    isDown = !isDown;
    if (isDown) stroke(x, y, x, y);
    say(isDown ? 'Pen down.' : 'Pen up.');
    onDraw(!isDown);
  }

  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const arrow = arrows[event.key];
    if (arrow) {
      const within = (value) => Math.min(Math.max(value, brush / 2), size - brush / 2);
      const to = [within(x + arrow[0] * keyStep), within(y + arrow[1] * keyStep)];
      if (isDown) stroke(x, y, ...to);
      [x, y] = to;
      if (isDown) onDraw(false);
    } else if (event.key === ' ') {
      if (!event.repeat) togglePen();
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      clear();
      say('Cleared.');
    } else return;
    event.preventDefault();
    moveCursor();
  });
  element.addEventListener('blur', () => {
    if (isDown) onDraw(true);
    isDown = false;
    moveCursor();
  });

  function clear() {
    pen.clearRect(0, 0, size, size);
    onDraw(true);
  }

  /** Shows a digit, until something is drawn. */
  function show(pixels) {
    paintDigit(element, pixels);
    isDrawn = false;
  }
  moveCursor();
  return { clear, show };
}
