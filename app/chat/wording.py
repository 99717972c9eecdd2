"""What the assistant says in words of its own. Everything else that it says stands in the articles."""

from __future__ import annotations

from app.chat.models import Reason

GREETING = "안녕하세요. 무엇이 궁금하세요? 편하게 적어 주시면 도움말에서 답을 찾아 드릴게요."
THANKS = "도움이 됐다니 다행이에요. 더 궁금한 점이 있으면 언제든 물어보세요."
ACKNOWLEDGED = "네, 궁금한 점이 있으면 언제든 물어보세요."
"""Thanks and a yes where nothing has been answered."""
GOODBYE = "이용해 주셔서 고마워요. 궁금한 점이 생기면 언제든 다시 찾아 주세요."
IDENTITY = (
    "저는 사람이 아니라 도움말에서 답을 찾아 드리는 자동 안내예요. 제가 답하지 못하면 상담원에게 연결해 드릴게요."
)
LAUGHTER = "네, 듣고 있어요. 궁금한 점을 적어 주세요."
RESTART = "처음부터 다시 시작할게요. 무엇이 궁금하세요?"

NO_WORDS = "무슨 뜻인지 알아듣지 못했어요. 궁금한 점을 짧은 문장으로 적어 주세요."
ABUSE = "불편을 드려 죄송해요. 어떤 점이 불편하셨는지 알려 주시면 답을 찾아 드릴게요."
INJECTION = "저는 도움말에 있는 내용만 안내할 수 있어요. 궁금한 점이 있으면 물어봐 주세요."
NO_MATCH = "도움말에서 알맞은 답을 찾지 못했어요. 다른 말로 물어보시거나 상담원에게 문의해 주세요."
KOREAN_ONLY = "한국어 질문에만 답할 수 있어요. 한국어로 물어봐 주세요. (I can only answer questions in Korean.)"
NO_MORE = "더 알맞은 도움말을 찾지 못했어요. 조금 더 자세히 적어 주시거나 상담원에게 문의해 주세요."

PLATFORM = "어떤 기기를 쓰세요? 기기마다 방법이 달라요."
SEVERAL = "어떤 점이 궁금하세요? 비슷한 도움말을 모았어요."
VAGUE = "조금 더 구체적으로 알려 주세요. 혹시 이런 내용인가요?"
REJECTED = "그럼 혹시 이 가운데 있나요? 없으면 다른 말로 적어 주세요."

HANDOVER_OPEN = "상담원에게 연결해 드릴게요. 잠시만 기다려 주세요."
HANDOVER_CLOSED = (
    "지금은 상담 시간이 아니에요.\n상담 시간: {hours}\n문의 내용을 남겨 주시면 {opening}부터 답해 드릴게요."
)
HANDOVER_LATER = "지금 바로 연결해 드릴 상담원이 없어요.\n문의 내용을 남겨 주시면 확인하는 대로 답해 드릴게요."
"""Where people answer at no hours at all."""
WAITING = "상담원에게 전달했어요. 답이 오면 여기에 보여 드릴게요."
PEOPLE_ELSEWHERE = "이 문의는 상담원이 답해 드려야 해요. 채팅창을 열고 상담원 연결을 요청해 주세요."
"""Said to a single question, of which nothing is kept that a person could find."""
CALLED_OFF = "상담원 연결을 취소했어요."
FAILURES = "답을 찾아 드리지 못해 죄송해요."

MASKED_AND_KEPT = "{what}는 가리고 저장했어요."
MASKED_AND_READ = "{what}는 가리고 살펴봤어요."
"""The names of personal data all end in a vowel, which decides the particle."""

OTHER_PLATFORM = "{wanted}용 도움말은 따로 없어서 {ours}용 도움말로 안내해 드릴게요."
CORRECTED = "‘{text}’{ro} 이해했어요."
GENERATED = "AI가 도움말을 바탕으로 정리한 답이에요. 원문도 함께 확인해 주세요."

PERSON = "상담원 연결"
CONTACT = "연락처 남기기"
CALL_OFF = "연결 취소"
NONE_OF_THESE = "여기에 없어요"
HELPFUL, UNHELPFUL = "도움이 됐어요", "도움이 안 됐어요"

FIXED: dict[Reason, str] = {
    "greeting": GREETING,
    "thanks": THANKS,
    "goodbye": GOODBYE,
    "identity": IDENTITY,
    "laughter": LAUGHTER,
    "restart": RESTART,
    "no_words": NO_WORDS,
    "abuse": ABUSE,
    "injection": INJECTION,
}
