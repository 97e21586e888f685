"""Coefficients of the kernels in include/hillock/math: Chebyshev interpolation in 400-bit arithmetic (mpmath), rounded to
double, the first few as sums of two. Prints them with log2 of the largest relative error. Usage: python3 coefficients.py"""
from mpmath import *
import struct
mp.prec=400
def cheb(f,a,b,n):
    # interpolate at chebyshev nodes; return monomial coefs (in x), via newton divided differences in high precision
    xs=[(a+b)/2+(b-a)/2*cos(pi*(2*i+1)/(2*(n+1))) for i in range(n+1)]
    ys=[f(x) for x in xs]
    c=list(ys)
    for j in range(1,n+1):
        for i in range(n,j-1,-1):
            c[i]=(c[i]-c[i-1])/(xs[i]-xs[i-j])
    p=[mpf(0)]
    for i in range(n,-1,-1):
        q=[mpf(0)]*(len(p)+1)
        for k,v in enumerate(p):
            q[k+1]+=v; q[k]-=v*xs[i]
        q[0]+=c[i]; p=q
    return p[:n+1]
def D(x): 
    return float(mpf(x)) if True else 0
def rnd(x):
    mp.prec=400
    return mpf(float(nstr(x,40))) if False else mpf(float(x))
def hx(x): return float(x).hex()
def emit(name,p,ndd):
    print(name)
    for i,c in enumerate(p):
        h=float(c)
        if i<ndd: print("  {%s, %s},"%(hx(h),hx(c-mpf(h))))
        else: print("  %s,"%hx(h))
def err(p,ndd,f,w,a,b):
    q=[]
    for i,c in enumerate(p):
        h=mpf(float(c)); q.append(h+mpf(float(c-h)) if i<ndd else h)
    m=mpf(0)
    for i in range(400):
        x=a+(b-a)*mpf(i)/399
        if x==0: continue
        v=abs((polyval(q[::-1],x)-f(x))*w(x)); m=max(m,v)
    return log(m,2)
a=((sqrt(2)-1)/(sqrt(2)+1))**2*mpf('1.003')
f=lambda z: (2*atanh(sqrt(z))-2*sqrt(z))/(z*sqrt(z))
p=cheb(f,mpf(0)+mpf(10)**-30,a,10)
emit("LOG",p,0); print("err",err(p,0,f,lambda z:z/2,mpf(0),a))
f=lambda z: (erf(sqrt(z))/sqrt(z)-2/sqrt(pi))/z
p=cheb(f,mpf(10)**-30,mpf('0.26'),10)
emit("ERF",p,1); print("err",err(p,1,f,lambda z:z,mpf(0),mpf('0.26')))
f=lambda z: ((sqrt(z)-tanh(sqrt(z)))/(z*sqrt(z))-mpf(1)/3)/z
p=cheb(f,mpf(10)**-30,mpf('0.37'),15)
emit("TSH",p,0); print("err",err(p,0,f,lambda z:3*z,mpf(0),mpf('0.37')))
k=mpf(3)
def F(t):
    x=k*(1+t)/(1-t); return (1+2*x)*exp(x*x)*erfc(x)
lo=(mpf('0.499')-k)/(mpf('0.499')+k); hi=(28-k)/(28+k)
for n in (24,):
    p=cheb(F,lo,hi,n)
    print("deg",n,err(p,10,F,lambda t:1/F(t),lo,hi))
emit("ERFCX",p,10)
c={'2/sqrtpi':2/sqrt(pi),'1/sqrt2':1/sqrt(2),'1/sqrt2pi':1/sqrt(2*pi),'2sqrt(2/pi)':2*sqrt(2/pi),'0.044715':mpf('0.044715'),'3*':mpf('0.044715')*3,'1.702':mpf('1.702'),'lambda':mpf('1.0507009873554804934193349852946'),'la':mpf('1.0507009873554804934193349852946')*mpf('1.6732632423543772848170429916717'),'ln2':log(2),'third':mpf(1)/3,'inv_sqrtpi':1/sqrt(pi)}
for n,v in c.items(): print(n,hx(v),hx(v-mpf(float(v))))
