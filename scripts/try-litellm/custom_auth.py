"""Compares the key itself: without a database, LiteLLM answers an unknown key with 400 "No connected db."

https://docs.litellm.ai/docs/proxy/custom_auth
"""

import os
import secrets

from litellm.proxy._types import ProxyException, UserAPIKeyAuth


async def user_api_key_auth(request, api_key: str) -> UserAPIKeyAuth:
    if not secrets.compare_digest(api_key, os.environ["LITELLM_MASTER_KEY"]):
        raise ProxyException(message="Invalid proxy server token passed", type="auth_error", param=None, code=401)
    return UserAPIKeyAuth(api_key=api_key)
