"""What the Chatwoot channel says beside the reply."""

from __future__ import annotations

AGENT = "상담원: {text}"
LEAVE_HINT = "이 대화에 이어서 적어 주시면 돼요."
NO_TEXT = "사진이나 파일은 아직 볼 수 없어요. 궁금한 점을 글로 적어 주세요."
PREPARING = "지금은 답을 준비하고 있어요. 상담원이 이어서 도와드릴게요."

NO_EVENT = "어떤 이벤트인지 알 수 없어요. event가 없으니 웹훅 주소를 확인해 주세요."
NO_ID = "어디에 답할지 알 수 없어요. {name}에 0보다 큰 정수가 있어야 해요."
