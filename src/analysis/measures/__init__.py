"""Measures of corpus linguistics and of content analysis: functions of counts, which know no corpus."""
