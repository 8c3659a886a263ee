"""Unpacks a layer as Lambda does below /opt, with a reader of zips that is not ours, and looks at what is in it.

    unpack.py ZIP FOLDER
"""

import os
import stat
import sys
import zipfile


def main():
    path, folder = sys.argv[1:]
    with zipfile.ZipFile(path) as layer:
        assert layer.testzip() is None, "a hash does not fit"
        entries = layer.infolist()
        assert [entry.filename for entry in entries] == ["extensions/lamplight"], entries
        for entry in entries:
            mode = entry.external_attr >> 16
            assert mode == stat.S_IFREG | 0o755, oct(mode)
            assert entry.date_time == (1980, 1, 1, 0, 0, 0), entry.date_time
            os.chmod(layer.extract(entry, folder), stat.S_IMODE(mode))
    print(f"{path}: as it should be")


if __name__ == "__main__":
    main()
