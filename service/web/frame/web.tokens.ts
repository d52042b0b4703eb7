/** Token of `WebConfig`. */
export const WEB_CONFIG = Symbol('WebConfig');

/** Token of the URL of the directory that holds style, script and icon. */
export const ASSETS_DIRECTORY = Symbol('AssetsDirectory');

/** Token of the addresses of screens that nobody tends, `readonly string[]`. */
export const UNATTENDED_PATHS = Symbol('UnattendedPaths');

/** Token of the entries of the main menu, `readonly MenuEntry[]`. */
export const MENU = Symbol('Menu');
