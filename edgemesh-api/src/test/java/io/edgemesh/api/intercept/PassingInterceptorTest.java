package io.edgemesh.api.intercept;

final class PassingInterceptorTest extends InterceptorContract {
    @Override
    protected Interceptor interceptor() {
        return chain -> chain.proceed(chain.dial());
    }
}
