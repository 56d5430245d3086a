export { type DataFolder, DataFolderRefused, type DataFolderUse, openDataFolder } from './data-folder.js';
export { type Role, ROLES } from './environment.js';
export { readSettings, secret, SettingsInvalid } from './read-settings.js';
export { Secret } from './secret.js';
export { loadSettings, Settings } from './settings.js';
export { settingsDocs } from './settings-docs.js';
