export { type Check, checkMeaning, type Expectation } from './checks.js';
export { type SamlReason, SamlRefusal } from './refusal.js';
export { checkStructure, type UnverifiedResponse } from './structure.js';
export { readXml, type XmlElement } from './xml.js';
