"""Files: written so that those of one run take their places together, and locked while they do."""

from audit.storage.locks import check_writable
from audit.storage.publication import Publication, publish, recover_folders

__all__ = ["Publication", "check_writable", "publish", "recover_folders"]
