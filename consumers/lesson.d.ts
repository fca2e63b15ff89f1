/** The number that comes next, and the hashes of the weights of three trainings. */
export function lesson(markhor: object): Promise<string>;
