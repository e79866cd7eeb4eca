/** The version of this engine. A test holds it equal to the package's. */
export const engineVersion = '0.1.0'
