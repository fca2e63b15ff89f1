import { type Identifier, Registry } from '../registry.js';
import { Constant, Identity, Ones, Zeros } from './constants.js';
import { Initializer } from './initializer.js';
import {
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  LecunNormal,
  LecunUniform,
  Orthogonal,
  RandomNormal,
  RandomUniform,
  TruncatedNormal,
  VarianceScaling,
} from './random.js';

export {
  Constant,
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  Identity,
  Initializer,
  LecunNormal,
  LecunUniform,
  Ones,
  Orthogonal,
  RandomNormal,
  RandomUniform,
  TruncatedNormal,
  VarianceScaling,
  Zeros,
};

export type InitializerName =
  | 'glorotUniform'
  | 'glorot_uniform'
  | 'glorotNormal'
  | 'glorot_normal'
  | 'heUniform'
  | 'he_uniform'
  | 'heNormal'
  | 'he_normal'
  | 'lecunUniform'
  | 'lecun_uniform'
  | 'lecunNormal'
  | 'lecun_normal'
  | 'orthogonal'
  | 'zeros'
  | 'ones'
  | 'constant'
  | 'identity'
  | 'randomNormal'
  | 'random_normal'
  | 'normal'
  | 'randomUniform'
  | 'random_uniform'
  | 'uniform'
  | 'truncatedNormal'
  | 'truncated_normal'
  | 'varianceScaling'
  | 'variance_scaling';

export type InitializerIdentifier = Identifier<Initializer, InitializerName>;

export const initializers = new Registry<Initializer>(
  'initializer',
  'keras.initializers',
  Initializer,
  {
    Constant,
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    Identity,
    LecunNormal,
    LecunUniform,
    Ones,
    Orthogonal,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
    VarianceScaling,
    Zeros,
  },
  {
    zero: 'Zeros',
    one: 'Ones',
    normal: 'RandomNormal',
    uniform: 'RandomUniform',
    OrthogonalInitializer: 'Orthogonal',
    IdentityInitializer: 'Identity',
  },
);
