import Tabard
