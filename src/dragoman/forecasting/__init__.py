"""What comes next: forecasts made from the history of events, and only from what had been published by then.

`history` holds the events as columns, `published` reads them from a store. *Which* questions (whom will X threaten
tomorrow?) are answered by `ranking`, which needs `pip install dragoman[forecast]`. *Whether* questions (will X act
against Y within a week?) are answered by one forecaster a file, stacked in `ensemble`, day by day in `backtest`;
`forecast`, `surprise`, `questions`, `quoted` and `scoreboard` are what people ask of them.
"""
