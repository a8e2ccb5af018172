"""What comes next: forecasts made from the history of events, and only from what had been published by then.

`history` holds the events as columns; `snapshot` is what they say on the eve of a day; `ranking` answers *which*
questions (whom will X threaten tomorrow?). Everything here needs `pip install dragoman[forecast]`.
"""
