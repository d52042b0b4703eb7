/** Token of `WebConfig`. */
export const WEB_CONFIG = Symbol('WebConfig');

/** Token of the URL of the directory with style sheets, scripts and icon. */
export const ASSETS_DIRECTORY = Symbol('AssetsDirectory');

/** Token of the paths of unattended screens, `readonly string[]`. */
export const UNATTENDED_PATHS = Symbol('UnattendedPaths');

/** Token of the main menu entries, `readonly MenuEntry[]`. */
export const MENU = Symbol('Menu');
