import { Dense, Sequential, toCategorical } from 'markhor';

/** 28 × 28 pixels in, ten probabilities out. */
export function build() {
  const model = new Sequential([
    new Dense(128, {
      activation: 'relu',
      inputShape: [784],
    }),
    new Dense(10, { activation: 'softmax' }),
  ]);
  model.compile({
    optimizer: 'adam',
    loss: 'categorical_crossentropy',
    metrics: ['accuracy'],
  });
  return model;
}

/** Pixels from 0 to 1; a 3 as 0 0 0 1 0 0 0 0 0 0. */
export function examples([images, labels]) {
  const data = new Float32Array(images.data);
  for (let i = 0; i < data.length; i++) data[i] /= 255;
  const x = { shape: [images.shape[0], 784], data };
  return [x, toCategorical(labels, 10)];
}

/**
 * `options`: `epochs`, `initialEpoch` to go on from,
 * `signal` to stop, `callbacks` to draw.
 */
export function train(
  model,
  [x, y],
  validationData,
  options,
) {
  return model.fit(x, y, {
    ...options,
    validationData,
    verbose: 0,
  });
}

export function probabilities(model, pixels) {
  return model.predict({ shape: [1, 784], data: pixels })
    .data;
}

// In a file of your own, MNIST's files in `mnist` beside it:
// const { mnist } = await import('markhor/datasets');
// const sets = await mnist.load({ from: 'mnist' });
// const [seen, unseen] = sets.map(examples);
// const model = build();
// await train(model, seen, unseen, { epochs: 12 });
// const digit = unseen[0].data.slice(0, 784);
// console.log(probabilities(model, digit));
