/** Token of `WebConfig`. */
export const WEB_CONFIG = Symbol('WebConfig');

/** Token of the URL of the directory that holds style, script and icon. */
export const ASSETS_DIRECTORY = Symbol('AssetsDirectory');

/** Token of the path of the tablet's page, `string | null`: null where no queue is served. */
export const KIOSK_PATH = Symbol('KioskPath');

/** Token of the entries of the main menu, `readonly MenuEntry[]`. */
export const MENU = Symbol('Menu');
