export { IntakeHttpModule, IntakeModule } from './intake.module.js';
export { IntakeService, type Taken } from './records/intake.service.js';
