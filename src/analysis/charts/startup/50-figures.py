"""Run by IPython at the start of each kernel of this environment: charts are shown as figures of the house, without a
network.
"""

from IPython import get_ipython

get_ipython().extension_manager.load_extension("analysis.charts.notebook")
