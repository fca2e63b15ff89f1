// A transform for the compiler: the source decides what is inlined, with @inline. Left to itself the optimizer copies more,
// which makes the module a tenth larger and no kernel faster.
import binaryen from 'assemblyscript/binaryen';
import { Transform } from 'assemblyscript/transform';

export default class extends Transform {
  afterCompile(module) {
    binaryen.setPassArgument('no-inline', '*');
    module.runPasses(['no-inline']);
  }
}
