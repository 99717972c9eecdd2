"""What the KakaoTalk channel says beside the reply."""

from __future__ import annotations

READ = "도움말 보기"
READ_ON = "이어서 보기"
NEAREST = "비슷한 도움말"
OPERATOR = "상담원 연결"
LEAVE = "상담원에게 메시지 남기기"
ASK = "문의하기"

OPERATOR_HINT = "아래 ‘상담원 연결’을 누르면 이 채팅방에서 상담원과 이야기할 수 있어요."
LEAVE_HINT = "아래 ‘상담원에게 메시지 남기기’를 누르고 이 채팅방에 적어 주세요."

AGENT = "상담원: {text}"

PREPARING = "답을 찾고 있어요. 잠시만 기다려 주세요."
TOO_SLOW = "답을 찾는 데 시간이 걸리고 있어요. 잠시 뒤에 같은 질문을 다시 보내 주세요."
"""While the answer is sent later, and where it cannot be."""

NO_USER = "누구의 대화인지 알 수 없어요. userRequest.user.id가 없으니 챗봇 설정을 확인해 주세요."
NO_UTTERANCE = "메시지를 받지 못했어요. userRequest.utterance가 없으니 챗봇 설정을 확인해 주세요."
