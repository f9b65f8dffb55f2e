"""Where commands write: only over what is theirs, whole or not at all.

`file` writes one file, `working` makes a folder that is there while a run works, `folder` claims one that stays.
"""

from analysis.files.file import in_turn as in_turn
from analysis.files.file import replace_file as replace_file
from analysis.files.file import replace_files as replace_files
from analysis.files.file import told as told
from analysis.files.folder import MARKER as MARKER
from analysis.files.folder import STAGING as STAGING
from analysis.files.folder import Target as Target
from analysis.files.folder import claim as claim
from analysis.files.folder import keep_apart as keep_apart
from analysis.files.folder import named_folder as named_folder
from analysis.files.folder import read_record as read_record
from analysis.files.folder import summed_up as summed_up
from analysis.files.working import HELD as HELD
from analysis.files.working import is_scratch as is_scratch
from analysis.files.working import scratch as scratch
