"""The skill of a KakaoTalk bot, version 2.0."""
